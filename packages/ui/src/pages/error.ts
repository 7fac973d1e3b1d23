import { valueText } from '../nodes/view.ts';
import { problemPage } from '../problem.ts';
import { wordsFor } from '../text/index.ts';
import type { Page } from '../visit.ts';

/** Shows what the API recorded about a failed request (`?id=`, older servers `?error=`). */
export const error: Page = {
  id: 'error',
  open: async ({ query, client, texts, links }) => {
    const id = query.get('id') || query.get('error');
    const answer = id ? await client.getFlowError({ id }) : undefined;
    const known = answer?.is === 'done' ? answer.data.error : undefined;
    if (!known) return problemPage(texts, links, { status: 404, text: texts.error.unknown });
    const text = (key: string): string => valueText(known[key]);
    return problemPage(texts, links, {
      status: 200,
      text: wordsFor(texts.error.reasons, text('id')) || text('reason') || text('message') || texts.error.title,
      reference: text('id') || valueText(id),
    });
  },
};
