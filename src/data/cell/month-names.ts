/**
 * The names of the months, January first, in the languages of common exports: in lower case, without the point of short
 * names.
 */
const NAMES: readonly string[] = [
  'jan january januar jän jänner janv janvier ene enero gen gennaio januari janeiro',
  'feb february februar feber févr fév février febrero febbraio februari fev fevereiro',
  'mar march märz mrz mär mars marzo mrt maart março',
  'apr april avr avril abr abril aprile',
  'may mai mayo mag maggio mei maio',
  'jun june juni juin junio giu giugno junho',
  'jul july juli juil juillet julio lug luglio julho',
  'aug august août ago agosto augustus',
  'sep sept september septembre septiembre setiembre settembre setembro',
  'oct october okt oktober octobre octubre ott ottobre outubro',
  'nov november novembre noviembre novembro',
  'dec december dez dezember déc décembre dic diciembre dicembre dezembro',
];

/** 1 to 12 by the name in lower case. */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  NAMES.flatMap((names, i) => names.split(' ').map(name => [name, i + 1] as const)),
);

/** Month names for which English and German tables write `May 14` and `Mai 14` for 2014. */
const SHORT: ReadonlySet<string> = new Set(
  'jan feb mar apr may jun jul aug sep oct nov dec jän mär mrz mai okt dez'.split(' '),
);
export const isShortMonth = (name: string): boolean => SHORT.has(name);
