import { registerTests } from '../harness/run/vitest-runner.ts';
import { suiteOf } from './suite.ts';

registerTests(suiteOf);
