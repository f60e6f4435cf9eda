/** A made-up machine that is normal: three sensors that follow one load, a reading a minute. */

export const START = Date.UTC(2024, 0, 1);
export const MINUTE = 60_000;

/** The same numbers for the same seed. Source: Knuth's linear congruential generator. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

export interface MachineReading {
  readonly time: string;
  readonly temperature: number;
  readonly vibration: number;
  readonly current: number;
}

export function machine(count: number, seed = 1, from = 0): MachineReading[] {
  const random = randomOf(seed);
  const noise = (): number => random() + random() + random() - 1.5;
  let drift = 0;
  return Array.from({ length: count }, (_, i) => {
    drift = 0.95 * drift + 0.3 * noise();
    const load = Math.sin((2 * Math.PI * (from + i)) / 60) + drift;
    return {
      time: new Date(START + (from + i) * MINUTE).toISOString(),
      temperature: 60 + 4 * load + 0.4 * noise(),
      vibration: 0.5 + 0.1 * load + 0.02 * noise(),
      current: 8 + load + 0.1 * noise(),
    };
  });
}
