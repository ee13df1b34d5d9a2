import type { JsonObject } from '../../contract/json.ts';
import type { Verb } from '../../contract/types.ts';
import { Malformed } from './errors.ts';
import { metadataOf, objectAt, type Job } from '../state/model.ts';

export interface LabelTerm {
  key: string;
  op: 'in' | 'notin' | 'exists' | 'absent' | 'gt' | 'lt';
  values: readonly string[];
}

export interface FieldTerm {
  field: string;
  equal: boolean;
  value: string;
}

export const LABEL_NAME = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$/;
export const LABEL_PREFIX = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** Whether this is a valid key of a label or annotation: a name, optionally with a prefix and a slash before it. */
export function isQualified(key: string): boolean {
  const slash = key.indexOf('/');
  return LABEL_NAME.test(key.slice(slash + 1)) && (slash === -1 || LABEL_PREFIX.test(key.slice(0, slash)));
}

const FIELDS = ['metadata.name', 'metadata.namespace'];
const PUNCTUATION = /^(==|!=|[=!<>(),])/;
const WORD = /^[^\s=!<>(),]+/;

/** Splits a selector into words and punctuation. */
function lex(text: string): string[] {
  const lexemes: string[] = [];
  for (let rest = text.trimStart(); rest !== ''; rest = rest.trimStart()) {
    const lexeme = (PUNCTUATION.exec(rest) ?? WORD.exec(rest))?.[0] as string;
    lexemes.push(lexeme);
    rest = rest.slice(lexeme.length);
  }
  return lexemes;
}

const isWord = (lexeme: string | undefined): lexeme is string => lexeme !== undefined && !PUNCTUATION.test(lexeme);
const found = (lexeme: string | undefined, expected: string): never => {
  throw new Malformed(`labelSelector: found '${lexeme ?? ''}', expected: ${expected}`);
};

/** Parses `(a, b,)`: words separated by commas. A missing word is the empty string. */
function valueSet(lexemes: string[]): string[] {
  if (lexemes.shift() !== '(') found(lexemes[0], "'('");
  const values: string[] = [];
  if (lexemes[0] === ')') found(')', 'a value');
  for (;;) {
    values.push(isWord(lexemes[0]) ? (lexemes.shift() as string) : '');
    const next = lexemes.shift();
    if (next === ')') return values;
    if (next !== ',') found(next, "',' or ')'");
  }
}

function labelTerm(lexemes: string[]): LabelTerm {
  const absent = lexemes[0] === '!';
  if (absent) lexemes.shift();
  const key = lexemes.shift();
  if (!isWord(key)) return found(key, 'identifier');
  if (absent) return { key, op: 'absent', values: [] };
  const operator = lexemes[0];
  if (operator === undefined || operator === ',') return { key, op: 'exists', values: [] };
  lexemes.shift();
  if (operator === 'in' || operator === 'notin') return { key, op: operator, values: valueSet(lexemes) };
  const op =
    ({ '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' } as const)[operator] ??
    found(operator, 'an operator');
  return { key, op, values: [isWord(lexemes[0]) ? (lexemes.shift() as string) : ''] };
}

function checked(term: LabelTerm): LabelTerm {
  if (!isQualified(term.key)) throw new Malformed(`labelSelector: "${term.key}" is no key of a label`);
  const numeric = term.op === 'gt' || term.op === 'lt';
  for (const value of term.values) {
    if (numeric ? !/^-?\d+$/.test(value) : !LABEL_VALUE.test(value))
      throw new Malformed(`labelSelector: "${value}" is no value for ${term.op}`);
  }
  return term;
}

export const selectorRules = () => ({
  /** The terms of a label selector, all of which must hold; an empty selector has none. */
  parseLabelSelector: (text: string): LabelTerm[] => {
    const lexemes = lex(text);
    const terms: LabelTerm[] = [];
    while (lexemes.length > 0) {
      terms.push(checked(labelTerm(lexemes)));
      const next = lexemes.shift();
      if (next !== undefined && next !== ',') found(next, "',' or end of string");
      if (next === ',' && lexemes.length === 0) found('', "identifier after ','");
    }
    return terms;
  },
  labelMatches: (term: LabelTerm, labels: JsonObject): boolean => {
    const value = Object.hasOwn(labels, term.key) ? String(labels[term.key]) : undefined;
    switch (term.op) {
      case 'exists':
        return value !== undefined;
      case 'absent':
        return value === undefined;
      case 'in':
        return value !== undefined && term.values.includes(value);
      case 'notin':
        return value === undefined || !term.values.includes(value);
      case 'gt':
        return value !== undefined && /^-?\d+$/.test(value) && Number(value) > Number(term.values[0]);
      case 'lt':
        return value !== undefined && /^-?\d+$/.test(value) && Number(value) < Number(term.values[0]);
    }
  },
  /** The terms of a field selector: `=`, `==`, `!=` on the name and namespace of a job only. */
  parseFieldSelector: (text: string): FieldTerm[] =>
    text
      .split(',')
      .filter((part) => part !== '')
      .map((part) => {
        const [, field, operator, value] = /^(.*?)(!=|==|=)(.*)$/.exec(part) ?? [];
        if (field === undefined || value === undefined) throw new Malformed(`invalid field selector: '${part}'`);
        if (!FIELDS.includes(field)) throw new Malformed(`field label not supported: ${field}`);
        return { field, equal: operator !== '!=', value };
      }),
  fieldMatches: (term: FieldTerm, job: Job): boolean =>
    (metadataOf(job)[term.field.slice('metadata.'.length)] === term.value) === term.equal,
  /** Whether a verb applies to an object, given whether the object matches its selectors. */
  isSelected: (_verb: Verb, matches: boolean, _job: Job): boolean => matches,
  labelsOf: (job: Job): JsonObject => objectAt(metadataOf(job), 'labels'),
});
