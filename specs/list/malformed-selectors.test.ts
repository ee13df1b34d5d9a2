import { expect, test } from 'vitest';
import { selectorRules } from '../../reference/rules/selectors.ts';
import {
  MALFORMED_FIELD_SELECTORS,
  MALFORMED_LABEL_SELECTORS,
  UNKNOWN_FIELD_SELECTORS,
} from './malformed-selectors.ts';

test.each(MALFORMED_LABEL_SELECTORS)('%s: the reference server cannot read it either', (_id, text) => {
  expect(() => selectorRules().parseLabelSelector(text)).toThrow();
});

test.each([...MALFORMED_FIELD_SELECTORS, ...UNKNOWN_FIELD_SELECTORS])(
  '%s: the reference server cannot read it either',
  (_id, text) => {
    expect(() => selectorRules().parseFieldSelector(text)).toThrow();
  },
);
