/** What `--help` prints, in 80 columns. */
import { COMMANDS, synopsisOf, type Command } from './commands.ts';
import { OPTIONS, shownFlag } from './options.ts';
import type { Option } from './option.ts';

const WIDTH = 80;

/** Lines of at most 80 columns, each after so many spaces; no word of ours is longer. */
const wrapped = (text: string, indent: number): string[] =>
  (text.match(new RegExp(`\\S(?:.{0,${WIDTH - indent - 2}}\\S)?(?=\\s|$)`, 'g')) ?? []).map(
    (line) => `${' '.repeat(indent)}${line}`,
  );

/** An example, continued as a shell continues it. */
function exampleLines(example: string): string[] {
  const lines = wrapped(`cci-conformance ${example}`, 4).map((line) => line.slice(2));
  return lines.map((line, i) => `${i === 0 ? line : `  ${line}`}${i === lines.length - 1 ? '' : ' \\'}`);
}

/** The commands as a table in Markdown, for docs/flags.md. */
export const commandsTable = (): string =>
  [
    '| command | what it does | for example |',
    '| --- | --- | --- |',
    ...(Object.keys(COMMANDS) as Command[]).map((command) => {
      const { text, examples } = COMMANDS[command];
      return `| \`${synopsisOf(command).replace('cci-conformance ', '')}\` | ${text} | \`${examples[0]}\` |`;
    }),
  ].join('\n');

const flagLines = (options: readonly Option[]): string[] =>
  options.flatMap((option) => [
    `  ${shownFlag(option)}`,
    ...wrapped(`${option.help}${option.default === undefined ? '' : ` (${option.default})`}`, 6),
  ]);

const EXIT_CODES =
  'Exit codes: 0 conformant, or no failure in the part that was judged; 1 not conformant; 2 usage; 3 could not be judged; 4 error of the suite; 130 interrupted.';

const IDENTITIES =
  'The flags of credentials exist for two more identities, whose flags begin with --read-only- and --foreign-: see cci-conformance help.';

/** For one command; or for all, with every flag that there is. */
export function helpText(command: Command = 'help'): string {
  const all = command === 'help';
  const options = OPTIONS.filter(
    ({ commands, credential }) =>
      all || (commands.includes(command) && (command !== 'run' || (credential?.identity ?? 'full') === 'full')),
  );
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;
  const commands = Object.entries(COMMANDS).flatMap(([name, { text }]) =>
    wrapped(text, 2 + width).map((line, i) => (i === 0 ? `  ${name.padEnd(width)}${line.trimStart()}` : line)),
  );
  return [
    ...(all ? ['cci-conformance [COMMAND] [FLAGS]'] : wrapped(synopsisOf(command), 0)),
    '',
    ...wrapped(
      all ? 'A conformance suite for the training-job API of Huawei CCI.' : sentence(COMMANDS[command].text),
      0,
    ),
    '',
    COMMANDS[command].examples.length > 1 ? 'Examples:' : 'Example:',
    ...COMMANDS[command].examples.flatMap(exampleLines),
    ...(all || command === 'run' ? ['', 'Commands:', ...commands] : []),
    ...(options.length === 0
      ? []
      : [
          '',
          ...wrapped(
            'Flags (each has a variable, --token-file is CCI_TOKEN_FILE; flags go before the environment, that before .env):',
            0,
          ),
          ...flagLines(options),
        ]),
    ...(command === 'run' ? ['', ...wrapped(IDENTITIES, 0)] : []),
    '',
    ...wrapped(EXIT_CODES, 0),
    '',
  ].join('\n');
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
