/** The ways to write a currency beside a number. Signs that several currencies share (`¥`, `kr`) are left out. */
const WRITINGS: Readonly<Record<string, readonly string[]>> = {
  EUR: ['€'],
  USD: ['$', 'US$'],
  GBP: ['£'],
  CHF: ['Fr.', 'SFr.', 'Fr'],
  CNY: ['RMB', 'CN¥', '元'],
  JPY: ['円'],
  INR: ['₹'],
  KRW: ['₩'],
  TRY: ['₺'],
  RUB: ['₽', 'руб', 'руб.'],
  PLN: ['zł'],
  CZK: ['Kč'],
  HUF: ['Ft'],
  RON: ['lei'],
  BRL: ['R$'],
  AUD: ['A$', 'AU$'],
  CAD: ['C$', 'CA$'],
  NZD: ['NZ$'],
  HKD: ['HK$'],
  SGD: ['S$'],
};
const CODE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(WRITINGS).flatMap(([code, writings]) => writings.map(writing => [writing, code] as const)),
);
const codeOf = (unit: string): string => CODE_OF.get(unit) ?? unit;

/** Do both mean the same: `€` and `EUR`? */
export const isSameUnit = (one: string, other: string): boolean => one === other || codeOf(one) === codeOf(other);
