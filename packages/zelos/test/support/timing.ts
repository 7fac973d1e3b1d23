import assert from 'node:assert/strict';

const LONG = process.env['ZELOS_LONG'] === '1';
/** Samples of a class, and how well the best threshold may tell two classes apart (AB-40). */
const ROUNDS = LONG ? 1000 : 100;
const LIMIT = LONG ? 0.55 : 0.7;
const WARM_UP = 20;
const SERIES = 3;

/** Takes the samples of every class, interleaved and in another order each time, so that a slow moment hits all alike. */
async function sampleAll<Name extends string>(
  names: readonly Name[],
  measure: (name: Name) => Promise<number>,
): Promise<Record<Name, readonly number[]>> {
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    for (let n = 0; n < names.length; n += 1) {
      const name = names[(n + round + WARM_UP) % names.length] as Name;
      const time = await measure(name);
      if (round >= 0) samples[name].push(time);
    }
  }
  return samples;
}

/** Without the slowest hundredth: pauses of the machine. */
const usual = (times: readonly number[]): readonly number[] =>
  times.toSorted((a, b) => a - b).slice(0, Math.ceil(times.length * 0.99));

/** How well the best threshold tells two samples apart: 0.5 is not at all (Mann and Whitney, the larger side). */
export function areaUnderCurve(a: readonly number[], b: readonly number[]): number {
  const wins = a.reduce((sum, x) => sum + b.reduce((n, y) => n + (x > y ? 1 : x === y ? 0.5 : 0), 0), 0);
  const area = wins / (a.length * b.length);
  return Math.max(area, 1 - area);
}

/**
 * Asserts that time does not tell some classes of requests from another one (AB-40). Up to three series of fresh samples are
 * taken and the best of each class counts: what the code gives away is there in every one of them, what the machine does is not.
 * In short runs equal work fails less often than once in a million: 100 samples of the same spread the area with a deviation of
 * 0.041, and the limit is five of these away.
 * @param names classes that are compared with `against`
 * @param measure does the request of a class once; milliseconds
 * @returns the best area of each class
 */
export async function assertSameTime<Name extends string>(
  names: readonly Name[],
  against: Name,
  measure: (name: Name) => Promise<number>,
): Promise<ReadonlyMap<Name, number>> {
  const best = new Map<Name, number>(names.map((name) => [name, 1]));
  const passed = (): boolean => [...best.values()].every((area) => area <= LIMIT);
  for (let series = 0; series < SERIES && !passed(); series += 1) {
    const samples = await sampleAll([...names, against], measure);
    for (const name of names) {
      const area = areaUnderCurve(usual(samples[name]), usual(samples[against]));
      best.set(name, Math.min(best.get(name) ?? 1, area));
    }
  }
  const shown = [...best].map(([name, area]) => `${name} ${area.toFixed(3)}`).join(', ');
  assert.ok(passed(), `time tells these from ${against}: ${shown}; at most ${LIMIT} is allowed`);
  return best;
}

/** Milliseconds that something takes. */
export async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
