/** Seeds are derived, so that judging one requirement alone draws what judging all of them drew. */

/** FNV-1a, 32 bits, signed as fast-check takes its seeds. */
export function derivedSeed(seed: number, ...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from([seed, ...parts].join('\n'))) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
