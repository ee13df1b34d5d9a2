import { conventions, table } from '../sources.ts';
import type { Statement } from '../types.ts';
import { statements } from './builder.ts';

/** What becomes of values on their way through a server, whatever field they are of. */
export const VALUE_STATEMENTS: readonly Statement[] = [
  ...statements('conventions', conventions('Primitive types'), {
    'values.integers': 'An integer is written as one: digits alone, without a fraction or an exponent.',
    'values.integers.64-bits': 'An integer of 64 bits that is accepted keeps its value to the last digit.',
  }),
  ...statements('general', table(19, 'Fields that the service does not support', 35), {
    'fields.unsupported':
      'A documented field that the service does not support is kept as it was sent, dropped or refused; nothing else of the object changes by it.',
  }),
  ...statements('general', table(155, 'Defaults', 1), {
    'values.default-set': 'A field that is set to its default has that value, whatever it had before.',
    'values.zero': 'Zero is a value: a field that is set to it does not become absent.',
  }),
  ...statements('general', table(21, 'command, args, env'), {
    'values.texts':
      'A text is kept as it was sent, whatever other type it looks like; an array keeps order and repetitions.',
  }),
  ...statements('conventions', conventions('Create'), {
    'values.kept-or-refused':
      'A value of the documented type that no document bounds is kept as it was sent, or the body is refused.',
    'values.null':
      'null for an optional field stands for no value: the field is absent or has its default, or the body is refused.',
  }),
];
