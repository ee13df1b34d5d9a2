/**
 * A token from an IAM endpoint, by user and password (Keystone v3, `POST /v3/auth/tokens`). It comes in X-Subject-Token,
 * lasts 24 hours, and is sent in X-Auth-Token.
 */
import { isObject, parseJson, type Json } from '../../contract/json.ts';
import type { Method } from './credentials.ts';
import { Unproven, type Answered, type Reach } from './reach.ts';
import { renewable, type Lasting } from './renewable.ts';
import { isToken } from './tokens.ts';

const HEADER = 'x-auth-token';
const DAY = 24 * 3600 * 1000;
/** A token is renewed when this part of its time is over. */
const RENEW_AFTER = 0.9;

interface IamUser {
  /** URL of the service, without `/v3/auth/tokens`. */
  endpoint: string;
  user: string;
  password: string;
  /** The account that the user belongs to. */
  domain: string;
  /** The project that the token is for, such as `cn-north-4`. */
  project: string;
}

export function iam(account: IamUser, reach: Reach): Omit<Method, 'type'> {
  const known = new Set<string>();
  const current = renewable(async (now) => {
    const obtained = await obtain(account, reach, now);
    known.add(obtained.value);
    return obtained;
  });
  const headers = (token: string): [string, string][] => [[HEADER, token]];
  return {
    header: HEADER,
    headersFor(_, now) {
      const token = current.get(now);
      return token instanceof Promise ? token.then(headers) : headers(token);
    },
    renew: (sentAt) => current.forget(sentAt),
    secrets: () => [account.password, ...known],
  };
}

async function obtain(account: IamUser, reach: Reach, now: number): Promise<Lasting<string>> {
  const { endpoint, user, password, domain, project } = account;
  const answer = await reach({
    method: 'POST',
    url: `${endpoint}/v3/auth/tokens`,
    headers: [
      ['content-type', 'application/json'],
      ['accept', 'application/json'],
    ],
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } },
        scope: { project: { name: project } },
      },
    }),
  }).catch((error: unknown) => {
    throw new Unproven(
      `no token from IAM at ${endpoint}: ${error instanceof Error ? error.message : String(error)}; check --iam-endpoint`,
    );
  });
  const token = answer.headers.get('x-subject-token')?.trim() ?? '';
  if (answer.status >= 300 || answer.status < 200) throw new Unproven(refusal(account, answer));
  if (!isToken(token))
    throw new Unproven(`IAM at ${endpoint} answers ${answer.status} without X-Subject-Token: check --iam-endpoint`);
  const lasts = lifetime(parseJson(answer.text), answer.headers.get('date')) ?? DAY;
  return { value: token, renewAt: now + lasts * RENEW_AFTER, until: now + lasts };
}

/** By the times of the answer alone: the clock of IAM may be another than ours. */
function lifetime(body: Json | undefined, answeredAt: string | undefined): number | undefined {
  const token = isObject(body) ? body['token'] : undefined;
  if (!isObject(token)) return undefined;
  const lasts = Date.parse(String(token['expires_at'])) - Date.parse(String(token['issued_at'] ?? answeredAt));
  return lasts > 0 ? lasts : undefined;
}

function refusal({ endpoint, user, domain, project }: IamUser, { status, text }: Answered): string {
  if (status === 401)
    return `IAM at ${endpoint} refuses user "${user}" of domain "${domain}" (401): check --iam-user, --iam-domain and the password`;
  const body = parseJson(text);
  const error = isObject(body) ? body['error'] : undefined;
  const message = isObject(error) ? error['message'] : isObject(body) ? body['error_msg'] : undefined;
  const said = typeof message === 'string' ? ` (${message.replaceAll(/\s+/g, ' ').trim()})` : '';
  return `IAM at ${endpoint} gives user "${user}" no token for project "${project}": it answers ${status}${said}`;
}
