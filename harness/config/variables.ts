/** Variables that begin as the suite's own do and are none of them: one that is mistyped would count for nothing, unseen. */
import { parse as parseDotenv } from 'dotenv';
import { OPTIONS, variableOf } from './options.ts';
import { UsageError, didYouMean } from '../errors/usage.ts';

const OWN = OPTIONS.map(({ flag }) => variableOf(flag));

/**
 * One line for each that means nothing here: other programs may have such names, too. Throws a UsageError for one that
 * resembles a variable of the suite. Without a value, a variable counts as absent.
 */
export function strayVariables(env: NodeJS.ProcessEnv, dotenv: string): string[] {
  const inFile = Object.entries(parseDotenv(dotenv)).map(([name, value]) => ({ name, value, from: ' in .env' }));
  const inEnvironment = Object.entries(env).map(([name, value]) => ({ name, value, from: '' }));
  const strays = [...inEnvironment, ...inFile].filter(
    ({ name, value = '' }) => name.startsWith('CCI_') && value.trim() !== '' && !OWN.includes(name),
  );
  return strays.map(({ name, from }) => {
    const nearest = didYouMean(name, OWN);
    if (nearest !== '')
      throw new UsageError(`unknown variable ${name}${from}${nearest}: see docs/flags.md, or unset it`);
    return `${name}${from} is no variable of the suite: it counts for nothing`;
  });
}
