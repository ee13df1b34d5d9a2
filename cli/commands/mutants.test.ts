import { expect, test } from 'vitest';
import { EXIT } from '../../harness/outcome/conclusion.ts';
import { MUTANTS } from '../../reference/mutants/index.ts';
import { invoke } from '../testing/invoke.ts';

test('serve lists the mutants, and takes one by its name', async () => {
  const listed = await invoke(['serve', '--list-mutants']);
  expect(listed.stdout.trim().split('\n')).toHaveLength(MUTANTS.length);
  expect(await invoke(['serve', '--mutant', 'read-without-specs'])).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining('did you mean read-without-spec?'),
  });
  expect(await invoke(['serve', '--mutant', 'read-without-spec,list-fails'])).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining('name one mutant'),
  });
});

test('serve gives a person the broken server', async () => {
  let interrupt = (): void => {};
  let status: number | undefined;
  const served = invoke(['serve', '--mutant', 'list-fails'], {
    interrupt: (handler) => (interrupt = handler),
    onOutput(text) {
      const url = /listening (\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      void fetch(`${url}/apis/kubeflow.org/v1/namespaces/default/tfjobs`).then((answer) => {
        status = answer.status;
        interrupt();
      });
    },
  });
  expect((await served).code).toBe(EXIT.conformant);
  expect(status).toBe(404);
});

test('mutants are asked for by names or their beginnings', async () => {
  expect(await invoke(['mutants', '--mutant', 'nobody'])).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining('no mutant is named "nobody"'),
  });
  expect(await invoke(['mutants', '--mutant', 'read-without-spec', '--variants'])).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining('exclude each other'),
  });
});

test('what is judged is picked by requirements, or by variants, and not by both', async () => {
  const refused = async (...flags: string[]): Promise<string> => {
    const { code, stderr } = await invoke(['mutants', ...flags]);
    expect(code).toBe(EXIT.usage);
    return stderr;
  };
  expect(await refused('--requirement', 'no/such')).toContain('no requirement is named "no/such"');
  expect(await refused('--variant', 'gzp')).toContain('did you mean gzip?');
  expect(await refused('--requirement', 'read/', '--variant', 'gzip')).toContain('exclude each other');
  expect(await refused('--requirement', 'read/refuses-a-missing-name', '--mutant', 'list-')).toContain(
    'no mutant breaks a statement',
  );
});

test('whether the figures can be noted is seen before the work', async () => {
  expect(await invoke(['mutants', '--record', '/there/is/no/such/folder.json'])).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringMatching(/^[^\n]+cannot write[^\n]+\n$/),
  });
  expect(await invoke(['mutants', '--record', 'README.md'])).toMatchObject({
    code: EXIT.usage,
    stderr: expect.stringContaining('README.md is no JSON'),
  });
});
