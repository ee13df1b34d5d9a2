import { registerTests } from '../harness/run/vitest-runner.ts';
import { REQUIREMENTS } from './index.ts';

registerTests(REQUIREMENTS);
