/** Bounds the sum of the weights of the work in progress. */
export interface Weighted {
  /** Starts the work as soon as its weight fits; what is heavier than the bound runs alone. In the order of the calls. */
  run<T>(weight: number, work: () => Promise<T>): Promise<T>;
}

export function weighted(bound: number): Weighted {
  const waiting: { weight: number; start: () => void }[] = [];
  let used = 0;
  let running = 0;
  const fits = (weight: number): boolean => running === 0 || used + weight <= bound;
  const begin = (weight: number): void => {
    used += weight;
    running += 1;
  };
  return {
    async run(weight, work) {
      if (waiting.length === 0 && fits(weight)) begin(weight);
      else await new Promise<void>((start) => waiting.push({ weight, start }));
      try {
        return await work();
      } finally {
        used -= weight;
        running -= 1;
        for (let next = waiting[0]; next !== undefined && fits(next.weight); next = waiting[0]) {
          waiting.shift();
          begin(next.weight);
          next.start();
        }
      }
    },
  };
}
