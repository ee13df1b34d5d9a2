/** Texts that readers of YAML, of loosely typed JSON, or of templates take for something else. */
export const LOOKALIKES: readonly string[] = [
  ...['0', '1e3', '0x10', '0o17', '007', '1_000', '+1', '-0', '1.10', '.5', '9007199254740993', '12:30:45'],
  ...['true', 'false', 'yes', 'no', 'on', 'off', 'y', 'N', 'null', 'Null', '~', 'NaN', '.inf', '-Infinity'],
  ...['2019-07-23', '2019-07-23T12:39:47Z', '2019-07-23T12:39:47.000Z', '1000m', '0.50', '1Gi'],
  ...['{}', '[]', '{"a":1}', '- a', 'a: b', '# a', '"quoted"', "'quoted'", '!!str a', '&a', '*a', '|', '>'],
  ...[
    ' around ',
    'two\nlines\n',
    'dos\r\nlines',
    'bell\u0007',
    'tab\tinside',
    'back\\slash',
    '\\u0041',
    '%41',
    '<&>',
    '$(VAR)',
    '\u2028',
  ],
  ...['$$(VAR)', '$$', '${VAR}', '{{ .VAR }}', '%s %d', '%VAR%', 'a+b', '+', '.', '/'],
  ...['\u00e9', 'e\u0301', '\u{1f600}', '\u{10ffff}', '\ufeffmark'],
];

/** The same as a map with keys of their own; `fits`: those that may be values of it. */
export const lookalikes = (fits: (text: string) => boolean = () => true): Record<string, string> =>
  Object.fromEntries(LOOKALIKES.filter(fits).map((text, i) => [`text-${i}`, text]));
