export { plural as counted } from '../../harness/outcome/conclusion.ts';

/** `3,417` */
export const grouping = (count: number): string => count.toLocaleString('en-US');

/** How long something takes, in the unit that a person would use, and never 0: `12 s`, `7 min`. */
export function duration(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
