import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileTemplate } from './index.ts';

/** Arguments of printf as written in a template, and the text. */
const rows: readonly (readonly [string, string])[] = [
  ['"%s %v%%" "a" 5', 'a 5%'],
  ['"%05s|%-5s|%5q" "abc" "a" "b"', '00abc|a    |  "b"'],
  ['"%x|%X|% x|%#x" "hi" "hi" "hi" "hi"', '6869|6869|68 69|0x6869'],
  ['"%.2s|%.5d|%.0d|" "abc" 42 0', 'ab|00042||'],
  ['"%d|%5d|%-5d|%05d|%+d|% d" 1 2 3 4 5 6', '1|    2|3    |00004|+5| 6'],
  ['"%06d|%+05d" -42 7', '-00042|+0007'],
  ['"%x|%X|%#x|%o|%#o|%O|%b" 255 255 255 8 8 8 5', 'ff|FF|0xff|10|010|0o10|101'],
  ['"%c %q %U" 65 65 65', "A 'A' U+0041"],
  ['"%3c|%-3c|" 120 121', '  x|y  |'],
  ['"%.2f|%8.3f|%-8.1f|%+.1f" 1.5 2.25 3.14159 1.0', '1.50|   2.250|3.1     |+1.0'],
  ['"%08.3f|%e|%E" -3.14159 12345.678 12345.678', '-003.142|1.234568e+04|1.234568E+04'],
  ['"%g|%g|%.3g|%.10g|%G" 1e21 1e-7 100000.0 100000.0 1e-7', '1e+21|1e-07|1e+05|100000|1E-07'],
  ['"%.0f %.0f %.1f %.2f" 2.5 3.5 0.25 1.005', '2 4 0.2 1.00'],
  ['"%t %5t|" true true', 'true  true|'],
  ['"%v %s %q" (list "p" 1) (list "a") (list "b" "c")', '[p 1] [a] ["b" "c"]'],
  ['"%v %+v" (dict "b" 2 "a" 1) (dict "b" 2 "a" 1)', 'map[a:1 b:2] map[a:1 b:2]'],
  ['"%#v %T %T %T %T" "a" "a" 1 1.5 (list)', '"a" string int float64 []interface {}'],
  ['"%q %+q" "a\\tb\\x00é" "é"', '"a\\tb\\x00é" "\\u00e9"'],
  ['"%[2]d %[1]d" 1 2', '2 1'],
  ['"%*d|%-*d|" 5 3 4 2', '    3|2   |'],
  ['"%d" "x"', '%!d(string=x)'],
  ['"%z" 5', '%!z(int=5)'],
  ['"%s" true', '%!s(bool=true)'],
  ['"%d"', '%!d(MISSING)'],
  ['"%d" 1 2 "x"', '1%!(EXTRA int=2, string=x)'],
  ['"%!" ', '%!!(MISSING)'],
  ['"%"', '%!(NOVERB)'],
  ['"%[3]d" 1', '%!d(BADINDEX)'],
  ['"%s %v %d" nil nil nil', '%!s(<nil>) <nil> %!d(<nil>)'],
];

describe('printf prints as the verbs of Go do', () => {
  for (const [args, expected] of rows) {
    test(args, () => {
      assert.equal(compileTemplate(`{{printf ${args}}}`, { name: 'main', mode: 'text' }).render({}), expected);
    });
  }

  test('whole numbers of the data may stand for integers and for fractions', () => {
    const template = compileTemplate('{{printf "%d %05d %.1f %v %x" .n .n .n .n .n}}', { name: 'main', mode: 'text' });
    assert.equal(template.render({ n: 15 }), '15 00015 15.0 15 f');
  });
});
