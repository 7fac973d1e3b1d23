import type { JsonLayout } from './text.ts';

/** The layout of a whole result: lines indented by three spaces. */
export const documentLayout: JsonLayout = {
  indent: '   ',
  newline: '\n',
  colon: ': ',
  gap: ' ',
  emptyArray: () => '[ ]',
  emptyObject: () => '{ }',
};

/** The layout of std.manifestJsonEx; what is empty still takes lines, as specified. */
export function exLayout(indent: string, newline: string, colon: string): JsonLayout {
  return {
    indent,
    newline,
    colon,
    gap: ' ',
    emptyArray: (at) => `[${newline}${newline}${at}]`,
    emptyObject: (at) => `{${newline}${newline}${at}}`,
  };
}

/** The layout of std.manifestJsonMinified. */
export const minifiedLayout: JsonLayout = {
  indent: undefined,
  newline: '',
  colon: ':',
  gap: '',
  emptyArray: () => '[]',
  emptyObject: () => '{}',
};
