/** Every command, once: the reader of the command line, `--help` and the table in docs/flags.md are made from these. */
export interface CommandEntry {
  /** What it does, in one line of the list of commands. */
  text: string;
  /** The words that follow its name: how many, and what they are in the synopsis; without it, none. */
  operands?: { least: number; most: number; what: string };
  /** The flags that belong into the synopsis. */
  flags?: string;
  /** Command lines that work, without the program's name. */
  examples: readonly string[];
}

const TARGET = '--target https://cci.example.com --namespace jobs';

const ENTRIES = {
  run: {
    text: 'judge a target (the default)',
    flags: '--target URL --namespace NS',
    examples: [`${TARGET} --token-file token.txt`, '--kind tfjob --only patch,read --seed 1'],
  },
  list: { text: 'print the requirements', examples: ['list --only patch --kind tfjob'] },
  explain: {
    text: 'print one requirement with its statements and sources',
    operands: { least: 0, most: 1, what: 'ID' },
    examples: ['explain patch/removes-by-null'],
  },
  serve: {
    text: 'run the reference server as an emulator',
    examples: ['serve --port 8080', 'serve --port 8080 --mutant patch-ignores-null'],
  },
  generate: { text: "write schemas/ and the generated parts of the suite's documents", examples: ['generate'] },
  mutants: {
    text: 'judge servers that break one thing each, and legal ones: what the suite catches',
    examples: ['mutants --quick', 'mutants --mutant patch-ignores-null'],
  },
  cleanup: {
    text: 'remove what a killed run left',
    flags: '--journal DIR',
    examples: ['cleanup --journal conformance-report --token-file token.txt'],
  },
  verify: {
    text: 'judge again what a run has recorded, without any target',
    operands: { least: 1, most: 1, what: 'DIR' },
    examples: ['verify conformance-report'],
  },
  report: {
    text: 'write any format of a report, also of a run that was cut off',
    flags: '--from REPORT --format FORMAT[,FORMAT]',
    examples: ['report --from conformance-report --format junit,sarif --out ci'],
  },
  compare: {
    text: 'say what changed from one report to another',
    operands: { least: 2, most: 2, what: 'A B' },
    examples: ['compare before after'],
  },
  matrix: {
    text: 'show implementations and versions in one table',
    operands: { least: 1, most: Infinity, what: 'REPORT...' },
    flags: '--out DIR',
    examples: ['matrix acme-1.4 acme-1.5 --out matrix'],
  },
  merge: {
    text: 'make one report of those of parallel jobs',
    operands: { least: 2, most: Infinity, what: 'REPORT REPORT...' },
    flags: '--out DIR',
    examples: ['merge part-1 part-2 --out whole'],
  },
  reproduce: {
    text: 'write a shell script that shows a failure again',
    operands: { least: 1, most: 1, what: 'ID' },
    flags: '--from REPORT',
    examples: ['reproduce patch/removes-by-null --from conformance-report --out again.sh'],
  },
  help: {
    text: 'print this, or the flags of one command',
    operands: { least: 0, most: 1, what: 'COMMAND' },
    examples: ['help merge'],
  },
} as const satisfies Readonly<Record<string, CommandEntry>>;

export type Command = keyof typeof ENTRIES;
export const COMMANDS: Readonly<Record<Command, CommandEntry>> = ENTRIES;

/** `cci-conformance explain [ID] [FLAGS]` */
export function synopsisOf(command: Command): string {
  const { operands, flags } = COMMANDS[command];
  const words = operands === undefined ? [] : [operands.least === 0 ? `[${operands.what}]` : operands.what];
  return ['cci-conformance', ...(command === 'run' ? [] : [command]), ...words, ...(flags === undefined ? [] : [flags])]
    .concat(command === 'help' ? [] : '[FLAGS]')
    .join(' ');
}
