import { useCallback, useEffect, useRef, useState } from 'react';
import { sentenceOf } from './words/failure.ts';

export interface Task {
  readonly running: boolean;
  /** What went wrong last time, as a sentence. */
  readonly failure: string | undefined;
  /** Starts it unless it is running; resolves to whether it worked. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly forget: () => void;
}

/** Something that a person asked for and that can fail: one at a time, and its failure becomes a sentence. */
export const useTask = (sentence = sentenceOf): Task => {
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<string>();
  const busy = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const run = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      if (busy.current) return false;
      busy.current = true;
      setRunning(true);
      setFailure(undefined);
      try {
        await work();
        return true;
      } catch (error) {
        if (mounted.current) setFailure(sentence(error));
        return false;
      } finally {
        busy.current = false;
        if (mounted.current) setRunning(false);
      }
    },
    [sentence],
  );
  const forget = useCallback(() => setFailure(undefined), []);
  return { running, failure, run, forget };
};
