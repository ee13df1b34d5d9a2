/** Types of the values that vitest passes between the main thread and the judging thread. */
import type { Session, Stopped } from './session.ts';
import type { Verdict } from '../model/result.ts';

declare module 'vitest' {
  interface ProvidedContext {
    session: Session;
  }
  interface TaskMeta {
    id?: string;
    kind?: string;
    verdict?: Verdict;
    /** The run judges no further. */
    stopped?: Stopped;
  }
}
