/** The digamma function of x > 0: recurrence up to 6, then its asymptotic series. Source: scipy.special.digamma. */
export function digamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 6; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132)))));
  return sum + Math.log(at) - 0.5 / at - series;
}
