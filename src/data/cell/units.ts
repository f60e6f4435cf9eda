import { type Magnitude, magnitudeOf as readMagnitude } from './magnitudes';

/** What may be written beside a number: a sign, a currency, a percent sign, a unit. */

const CURRENCY_SIGNS = '$€£¥₹₽₩₺₫฿₴₦₱₡₪₸￥';
/** The currencies that are written with letters. */
export const CURRENCIES: ReadonlySet<string> = new Set([
  ...['US$', 'A$', 'C$', 'CA$', 'AU$', 'NZ$', 'HK$', 'R$', 'S$', 'NT$', 'CN¥', 'kr', 'kr.', 'Kr', 'Fr.', 'SFr.', 'Fr'],
  ...['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CNY', 'RMB', 'INR', 'CAD', 'AUD', 'NZD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK'],
  ...['HUF', 'RON', 'BRL', 'MXN', 'ZAR', 'KRW', 'SGD', 'HKD', 'TRY', 'RUB', 'zł', 'Kč', 'Ft', 'lei', 'руб', 'руб.'],
]);

/** Units that are written without a space. Single letters are left out: 12A, 4G and 90s are names. */
const GLUED = new Set([
  ...[
    'kg',
    'mg',
    'µg',
    'lb',
    'lbs',
    'oz',
    'km',
    'cm',
    'mm',
    'µm',
    'nm',
    'mi',
    'ft',
    'yd',
    'ml',
    'mL',
    'cl',
    'dl',
    'hl',
  ],
  ...[
    'kW',
    'MW',
    'kWh',
    'MWh',
    'Wh',
    'kJ',
    'MJ',
    'kcal',
    'cal',
    'mV',
    'kV',
    'mA',
    'Hz',
    'kHz',
    'MHz',
    'GHz',
    'dB',
    'dBm',
  ],
  ...[
    'Pa',
    'hPa',
    'kPa',
    'MPa',
    'bar',
    'mbar',
    'psi',
    'ms',
    'µs',
    'ns',
    'min',
    'sec',
    'hrs',
    'km/h',
    'm/s',
    'mph',
    'rpm',
  ],
  ...[
    'kB',
    'KB',
    'MB',
    'GB',
    'TB',
    'px',
    'ppm',
    'ppb',
    'm²',
    'm³',
    'cm²',
    'cm³',
    'km²',
    'sqm',
    'sqft',
    'mm²',
    'mol',
    'lx',
  ],
]);

const SIGN_FIRST = new RegExp(`^[%‰°℃℉"″′'${CURRENCY_SIGNS}]`);
const HAN = /^[\p{Script=Han}℃℉]{1,4}$/u;
const SPACED = /^[\p{L}\p{S}%‰°µΩ"'][\p{L}\p{S}\p{No}\d%‰°./·^*"'-]{0,11}$/u;

const isPrefix = (text: string): boolean =>
  (text.length === 1 && CURRENCY_SIGNS.includes(text)) || CURRENCIES.has(text);
const isCurrency = (text: string): boolean => isPrefix(text) || text === '元';

/** `Mio. €`, `k`: the power of ten that this unit contains; null: none. */
export const magnitudeOf = (unit: string): Magnitude | null => readMagnitude(unit, isCurrency);

function isSuffix(text: string, spaced: boolean): boolean {
  if (isPrefix(text) || GLUED.has(text) || HAN.test(text)) return true;
  if (magnitudeOf(text) !== null) return true;
  return spaced ? SPACED.test(text) : SIGN_FIRST.test(text) && SPACED.test(text);
}

/** What is written on one side of a number. */
export interface Affix {
  readonly unit: string;
  readonly signed: boolean;
  readonly negative: boolean;
}

export const NOTHING: Affix = { unit: '', signed: false, negative: false };

const SIGN = /^[+\-−–]/;
const isMinus = (sign: string): boolean => sign !== '+';

/** `-$`, `$ -`, `EUR `; null: this cannot be written before a number. */
function before(text: string): Affix | null {
  const trimmed = text.trim();
  const [first, last] = [trimmed.slice(0, 1), trimmed.slice(-1)];
  const sign = SIGN.test(first) ? first : SIGN.test(last) ? last : '';
  const unit = (sign === '' ? trimmed : sign === first ? trimmed.slice(1) : trimmed.slice(0, -1)).trim();
  if (unit !== '' && !isPrefix(unit)) return null;
  return { unit, signed: sign !== '', negative: sign !== '' && isMinus(sign) };
}

/** ` kg`, `%`, `- €` (SAP writes the minus after the number); null: this cannot be written after a number. */
function after(text: string): Affix | null {
  const signed = text.startsWith('-');
  const rest = signed ? text.slice(1) : text;
  const unit = rest.trim();
  if (unit !== '' && !isSuffix(unit, unit !== rest)) return null;
  return { unit, signed, negative: signed };
}

/** Nearly all numbers of a column have the same affixes, so results are cached. */
const MOST_KNOWN = 1000;

function memoized(read: (text: string) => Affix | null): (text: string) => Affix | null {
  const known = new Map<string, Affix | null>();
  return text => {
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= MOST_KNOWN) known.clear();
    const affix = read(text);
    known.set(text, affix);
    return affix;
  };
}

export const affixes = { before: memoized(before), after: memoized(after) };
