import { expect, test } from 'vitest';
import type { Answer } from '../model/target.ts';
import { answer, outcome } from './expect.fixture.ts';

const policy = (method: string, status: number, reason: string, message: string): Answer => {
  const json = { reason, message };
  return answer({ method, status, json, text: JSON.stringify(json) });
};
test('what is forbidden by policy is no finding; what is refused for what was sent is one', async () => {
  const LIMITS = 'pods "x" is forbidden: maximum cpu usage per Container is 1, but limit is 2';
  const SECURITY = 'tfjobs "x" is forbidden: violates PodSecurity "restricted:latest": hostNetwork=true';
  const own = [
    policy('POST', 403, 'Forbidden', LIMITS),
    policy('POST', 403, 'Forbidden', 'not for this tenant'),
    policy('PUT', 403, 'Forbidden', SECURITY),
    policy('PATCH', 403, 'Forbidden', SECURITY),
    answer({ method: 'PUT', status: 413, json: undefined, text: '<html>413 Request Entity Too Large</html>' }),
  ];
  for (const one of own)
    expect(await outcome((e) => e.accepted(one))).toEqual(
      expect.stringMatching(/^the target refused for reasons of its own: P/),
    );
  const others = [
    policy('POST', 400, 'Forbidden', LIMITS),
    policy('POST', 403, 'Invalid', 'spec: no'),
    policy('PATCH', 403, 'Forbidden', 'spec may not change'),
    policy('GET', 403, 'Forbidden', SECURITY),
    policy('PUT', 413, 'RequestEntityTooLarge', 'limit is 1'),
  ];
  for (const one of others) expect(await outcome((e) => e.accepted(one))).toMatchObject({ path: 'status' });
});
