import { expect, test } from 'vitest';
import { canonicalQuantity } from './quantity.ts';

test.each([
  ['1000m', '1'],
  ['0.5', '500m'],
  ['250000100n', '250000100n'],
  ['250000u', '250m'],
  ['0.0000005', '500n'],
  ['1.5u', '1500n'],
  ['1024Mi', '1Gi'],
  ['0', '0'],
])('%s is spelled %s', (given, canonical) => expect(canonicalQuantity(given)).toBe(canonical));
