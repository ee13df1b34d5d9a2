/** Bounds the sum of the weights of the work in progress. */
export interface Weighted {
  /**
   * Starts the work as soon as its weight fits; what is heavier than the bound, and what is to be `alone`, runs while
   * nothing else does. In the order of the calls.
   */
  run<T>(weight: Weight, work: () => Promise<T>): Promise<T>;
}

export type Weight = number | 'alone';

export function weighted(bound: number): Weighted {
  const waiting: { weight: Weight; start: () => void }[] = [];
  const running: Weight[] = [];
  const fits = (weight: Weight): boolean => {
    const all = [...running, weight];
    return (
      running.length === 0 ||
      (!all.includes('alone') && all.reduce<number>((sum, one) => sum + Number(one), 0) <= bound)
    );
  };
  return {
    async run(weight, work) {
      if (waiting.length === 0 && fits(weight)) running.push(weight);
      else await new Promise<void>((start) => waiting.push({ weight, start }));
      try {
        return await work();
      } finally {
        running.splice(running.indexOf(weight), 1);
        for (let next = waiting[0]; next !== undefined && fits(next.weight); next = waiting[0]) {
          waiting.shift();
          running.push(next.weight);
          next.start();
        }
      }
    },
  };
}
