import assert from 'node:assert/strict';
import { it } from 'node:test';
import { after, EXAMPLE_NOW } from '../store-examples.ts';
import { conflicts, group, nextId, type OpenDatabase, together } from './group.ts';

/** One-time secrets are accepted once (I4). */
export function secretsSuite(open: OpenDatabase): void {
  group('one-time secrets', open, (database) => {
    const put = async (
      digest: string,
      given: { readonly purpose?: string; readonly flowId?: string; readonly expiresAt?: Date } = {},
    ) => {
      const secret = {
        id: nextId(),
        purpose: 'code',
        flowId: nextId(),
        digest,
        data: { address: 'a@example.org' },
        createdAt: EXAMPLE_NOW,
        expiresAt: after(1000),
        ...given,
      };
      await database().secrets.put(secret);
      return secret;
    };

    it('of 50 parallel callers exactly one receives the row (I4)', async () => {
      const { flowId, data } = await put('digest');
      const answers = await together(50, () =>
        database().secrets.consume('code', flowId, ['other', 'digest'], after(1)),
      );
      assert.deepEqual(
        answers.filter((answer) => answer !== null),
        [data],
      );
    });

    it('purpose, flow and digest must all be right', async () => {
      const { flowId } = await put('digest');
      const { secrets } = database();
      assert.equal(await secrets.consume('link', flowId, ['digest'], after(1)), null);
      assert.equal(await secrets.consume('code', nextId(), ['digest'], after(1)), null);
      assert.equal(await secrets.consume('code', flowId, ['Digest'], after(1)), null);
      assert.equal(await secrets.consume('code', flowId, [], after(1)), null);
      assert.notEqual(await secrets.consume('code', flowId, ['digest'], after(1)), null);
    });

    it('expired and revoked ones are never returned', async () => {
      const { secrets } = database();
      const { flowId } = await put('a', { expiresAt: after(10) });
      assert.equal(await secrets.consume('code', flowId, ['a'], after(10)), null);
      assert.notEqual(await secrets.consume('code', flowId, ['a'], after(9)), null);
      await put('b', { flowId });
      await put('c', { flowId, purpose: 'link' });
      await secrets.revoke('code', flowId, after(1));
      assert.equal(await secrets.consume('code', flowId, ['b'], after(2)), null);
      assert.notEqual(await secrets.consume('link', flowId, ['c'], after(2)), null);
    });

    it('keeps its id to itself', async () => {
      const secret = await put('digest');
      await conflicts(database().secrets.put(secret), 'other');
    });
  });
}
