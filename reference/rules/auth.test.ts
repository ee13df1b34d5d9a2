import { describe, expect, it } from 'vitest';
import { at, example, rig, TF } from '../testing/client.ts';

const secured = (variants: string[] = []) =>
  rig({ token: 'full', readOnlyToken: 'look', variants: ['controller-absent', ...variants] });
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

describe('authentication', () => {
  it('takes a bearer token, or the same in X-Auth-Token', async () => {
    const { ask } = secured();
    expect((await ask('GET', at(), undefined, bearer('full'))).status).toBe(200);
    expect((await ask('GET', at(), undefined, { authorization: 'bearer full' })).status).toBe(200);
    expect((await ask('GET', at(), undefined, { 'x-auth-token': 'full' })).status).toBe(200);
  });

  it.each([
    [{}],
    [bearer('ful')],
    [bearer('fullx')],
    [{ authorization: 'Basic full' }],
    [{ authorization: 'Bearer' }],
    [{ 'x-auth-token': 'wrong' }],
  ])('refuses %o before anything else', async (headers) => {
    const { ask } = secured();
    for (const [method, path, body] of [
      ['GET', at()],
      ['POST', at(), '{'],
      ['GET', '/nosuch'],
      ['PATCH', at('a'), {}],
      ['GET', `${at()}?watch=true`],
    ] as const) {
      expect(await ask(method, path, body, headers)).toMatchObject({
        status: 401,
        json: { kind: 'Status', code: 401, reason: 'Unauthorized' },
      });
    }
  });

  it('may know anonymous callers, and forbid them everything', async () => {
    const { ask } = secured(['anonymous-403']);
    expect((await ask('GET', at())).json).toMatchObject({ code: 403, reason: 'Forbidden' });
    expect((await ask('GET', at(), undefined, bearer('no'))).status).toBe(401);
  });
});

describe('authorization', () => {
  it('lets the read-only token read and write nothing', async () => {
    const { ask, server } = secured();
    await ask('POST', at(), example(TF, 'a'), bearer('full'));
    const before = server.objects();
    expect((await ask('GET', at(), undefined, bearer('look'))).status).toBe(200);
    expect((await ask('GET', at('a'), undefined, bearer('look'))).status).toBe(200);
    for (const [method, path, body] of [
      ['POST', at(), example(TF, 'b')],
      ['PUT', at('a'), example(TF, 'a')],
      ['PATCH', at('a'), { metadata: { labels: { a: 'b' } } }],
      ['DELETE', at('a')],
      ['DELETE', at()],
      ['DELETE', at('nosuch')],
      ['PUT', at(), {}],
    ] as const) {
      expect(await ask(method, path, body, bearer('look'))).toMatchObject({
        status: 403,
        json: { code: 403, reason: 'Forbidden' },
      });
    }
    expect(server.objects()).toEqual(before);
  });
});
