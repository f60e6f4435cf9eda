import { MANY } from './number-summary';
import type { Summary } from './summary';

/** What a column's name says about its numbers, if they match. */

/** 1, 2, 3, … under a name such as `id`, or without a name. */
export function isRowNumber({ column, consecutive, allIntegers, numbers }: Summary): boolean {
  const called =
    /^(column 1'*|unnamed: 0|index|row|#|(.*[^a-z])?(id|nr|no|nummer|number)\.?|.*[a-z](Id|nr\.|nummer)|.*[a-z]{3}nr|.*ID|.*(序号|编号))$/;
  const name = called.test(column.name) || called.test(column.name.toLowerCase());
  return name && consecutive && allIntegers && numbers > 2;
}

/** From this many rows on, nearly all different numbers can be identifiers. */
const FEWEST_IDS = 20;
const OWN = 0.95;

/** Whole numbers, nearly all different, under a name such as `customer_id` or `Kundennummer`. */
export function isIdentifier({ column, allIntegers, numbers, values, least, distinct }: Summary): boolean {
  const called =
    /(^|[^a-z])(id|uuid|nr|nummer)\.?$/i.test(column.name) ||
    /[a-z](Id|ID|Nr\.?|nr\.|nummer)$|[a-z]{3}nr$|编号$/.test(column.name);
  if (!called || !allIntegers || least < 0 || numbers < FEWEST_IDS || numbers < values) return false;
  return distinct >= Math.min(MANY, OWN * numbers);
}

/** Texts that are looked at. */
const SOME = 200;

/** Short words with a digit or a hyphen, nearly all different, such as `K10234` or a UUID. */
export function areIdentifiers(summary: Summary): boolean {
  const { values, distinct } = summary;
  if (values < FEWEST_IDS || distinct < Math.min(MANY, OWN * values)) return false;
  let looked = 0;
  for (const kind of ['word', 'code', 'numeral'] as const)
    for (const { text } of summary.each(kind)) {
      if (!/^(?=.*[\d-])[^\s]{2,40}$/.test(text)) return false;
      if (++looked === SOME) return true;
    }
  return looked > 0;
}

/** Whole numbers under a name such as `zip` or `PLZ`, which are places and no quantity. */
export const isPostalCode = ({ column, allIntegers, least }: Summary): boolean =>
  allIntegers &&
  least >= 0 &&
  /(^|[^a-z])(plz|zip|zip[ _-]?code|post[ _-]?code|postal[ _-]?code|postleitzahl|code[ _-]?postal)$|邮编|邮政编码/i.test(
    column.name.replace(/([a-z])([A-Z])/g, '$1 $2'),
  );

const DAY = 86_400_000;
const FROM = Date.UTC(1990, 0, 1);
const TO = Date.UTC(2100, 0, 1);

/** Seconds or milliseconds since 1970, by their size and a name such as `timestamp`. */
export function isTime({ column, allIntegers, least, largest, rowsOf }: Summary): boolean {
  const name = column.name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  if (
    !/(^|[^a-z])(ts|time|timestamp|date|datetime|datum|zeit|zeitstempel|epoch|created|updated)([^a-z]|$)|时间|日期/.test(
      name,
    )
  )
    return false;
  if (!allIntegers || rowsOf.numeral > 0 || largest - least < DAY / 1000 / 24) return false;
  return (least * 1000 >= FROM && largest * 1000 < TO) || (least >= FROM && largest < TO);
}
