/** What may stand beside a number: a currency, a percent sign, a unit. */

const CURRENCY_SIGNS = '$€£¥₹₽₩₺₫฿₴₦₱₡₪₸￥';
const CURRENCIES = new Set([
  ...['US$', 'A$', 'C$', 'CA$', 'AU$', 'NZ$', 'HK$', 'R$', 'S$', 'NT$', 'CN¥', 'kr', 'kr.', 'Kr', 'Fr.', 'SFr.', 'Fr'],
  ...['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CNY', 'RMB', 'INR', 'CAD', 'AUD', 'NZD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK'],
  ...['HUF', 'RON', 'BRL', 'MXN', 'ZAR', 'KRW', 'SGD', 'HKD', 'TRY', 'RUB', 'zł', 'Kč', 'Ft', 'lei', 'руб', 'руб.'],
]);

/** Units that are written without a space. Single letters are not among them: 12A, 4G and 90s are names. */
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

/** May this stand before a number? */
export const isPrefix = (text: string): boolean =>
  (text.length === 1 && CURRENCY_SIGNS.includes(text)) || CURRENCIES.has(text);

/** May this stand behind a number, with a space between or without? */
export function isSuffix(text: string, spaced: boolean): boolean {
  if (isPrefix(text) || GLUED.has(text) || HAN.test(text)) return true;
  return spaced ? SPACED.test(text) : SIGN_FIRST.test(text) && SPACED.test(text);
}
