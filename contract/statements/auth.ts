import { conventions, page } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

const IAM = 'it is a matter of the identity service, which is no part of the job API';

export const AUTH_STATEMENTS: readonly Statement[] = [
  ...statements('general', page('Authentication'), {
    'auth.required': 'A request without credentials is refused, on every operation.',
    'auth.wrong-token': 'A request with a token that the server does not know is refused with 401, on every operation.',
    'auth.malformed': 'A request whose credentials are malformed is refused.',
    'auth.truncated-token': 'The beginning of a token is no token, nor is a token with something after it.',
    'auth.every-header': 'A token that does not count counts in no header that may carry one, nor in several at once.',
    'auth.contradiction':
      'A request with a token that counts in one header and one that does not in another is served or refused, and neither fails nor is half done.',
    'auth.status': 'The 401 of a refused token has a Status with reason Unauthorized.',
    'auth.no-trace': 'A request that is refused for its credentials changes nothing and shows nothing of the objects.',
    'auth.token-validity': {
      text: 'A token is valid for 24 hours.',
      untestable: 'a run would have to last longer than a day',
    },
    'auth.token-source': { text: 'A token comes from the identity service, for one project.', untestable: IAM },
    'auth.ak-sk': {
      text: 'A request may be signed with an access key instead, with at most 12 MB of body.',
      untestable:
        'a run with access keys signs every request, one with tokens has none; a gateway checks it before the job API',
    },
    'auth.kubectl': {
      text: 'kubectl may authenticate by a token or a plugin of its configuration.',
      untestable: 'it binds kubectl; on the wire it is a bearer token',
    },
  }),
  ...statements('conventions', conventions('Authorization'), {
    'auth.read-only.reads': 'A caller who may read is served on read, list and watch.',
    'auth.read-only.same': 'A caller who may read sees of each object what the others see.',
    'auth.dry-run': 'A dry run is refused to a caller to whom the operation is refused.',
    'auth.read-only.writes': 'A caller who may only read is refused with 403 on every write, and nothing changes.',
    'auth.foreign':
      'A caller who has no permission is refused with 403 or 401 on every operation, and sees and changes nothing.',
    'auth.before-lookup': 'Credentials are looked at before the object: who is not known does not learn what exists.',
    'auth.before-body': 'Credentials are looked at before the body.',
  }),
];
