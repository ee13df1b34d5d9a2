/** What crosses between the main thread and the judging one, as vitest types it. */
import type { Session } from './session.ts';
import type { Verdict } from '../model/result.ts';

declare module 'vitest' {
  interface ProvidedContext {
    session: Session;
  }
  interface TaskMeta {
    id?: string;
    kind?: string;
    verdict?: Verdict;
  }
}
