const COUNTRIES = ['DE', 'FR', 'US', 'ES'];
const PAYMENTS = ['card', 'invoice', 'paypal'];

/** A table as a shop may have it: orders, of which some are returned, more of the large ones and of those on invoice. */
export function orders(rows = 600): string {
  const uniform = generator(7);
  const lines = Array.from({ length: rows }, () => {
    const amount = Math.round((10 + 240 * uniform() ** 2) * 100) / 100;
    const items = 1 + Math.floor(uniform() * 6);
    const country = COUNTRIES[Math.floor(uniform() * COUNTRIES.length)]!;
    const payment = PAYMENTS[Math.floor(uniform() * PAYMENTS.length)]!;
    const years = Math.round(uniform() * 80) / 10;
    const score = amount / 45 + (payment === 'invoice' ? 1.4 : 0) - years / 4 - 1.6;
    return [amount, items, country, payment, years, uniform() < 1 / (1 + Math.exp(-2 * score)) ? 'yes' : 'no'];
  });
  return `${['amount,items,country,payment,customer_years,returned', ...lines].join('\n')}\n`;
}

/** Uniform numbers that are the same each time: mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
