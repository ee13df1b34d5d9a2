/** Requirements that a liar passes, each with the reason why that is right. */
const CODE =
  'it speaks of the code of a success alone, and 200 is a documented one; what the body is worth is judged by others';
const OWN =
  'the recorded answers to creates are those of an honest server in the same namespace: what they say of themselves is right';
const REFUSED =
  'the recorded answers to these lists and to their control are those of an honest server, which no state can change';

export const RIGHT_PASSES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'always 200 {}': { 'create/answers-with-a-documented-code': CODE },
  echo: { 'create/answers-with-a-documented-code': CODE },
  'a recording, replayed blindly': {
    'create/answers-with-a-documented-code': CODE,
    'create/puts-the-object-into-the-namespace-of-the-path': OWN,
    'list/refuses-a-label-selector-with-an-open-set': REFUSED,
    'list/refuses-a-limit-that-is-a-fraction': REFUSED,
  },
};
