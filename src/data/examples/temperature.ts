import { readTable } from '../read';
import { EMPTY, type RawTable } from '../table/raw-table';
import { dataFile } from './folder';

const DAYS = 14;
const MEASURED = ['temp_max', 'temp_min', 'precipitation', 'wind'] as const;

/**
 * Seattle's weather as windows of two weeks: `days` [14, 4] (temp_max, temp_min, precipitation, wind of each day, in tens, so
 * that no number is large), `date` of the day after, and its `tomorrow`, the highest temperature in °C.
 */
export async function readTemperature(): Promise<RawTable> {
  const weather = await readTable({ file: dataFile('seattle-weather.csv') });
  const column = (name: string) => weather.columns.find(c => c.name === name)!;
  const measured = MEASURED.map(name => column(name).numbers!);
  const rows = weather.rows - DAYS;
  const days = new Float32Array(rows * DAYS * MEASURED.length);
  let at = 0;
  for (let row = 0; row < rows; row++)
    for (let day = row; day < row + DAYS; day++) for (const values of measured) days[at++] = values[day]! / 10;
  const dates = column('date');
  return {
    source: 'temperature',
    rows,
    columns: [
      { ...EMPTY, name: 'days', tensor: { data: days, shape: [DAYS, MEASURED.length] } },
      { ...EMPTY, name: 'date', codes: dates.codes!.slice(DAYS), texts: dates.texts },
      { ...EMPTY, name: 'tomorrow', numbers: column('temp_max').numbers!.slice(DAYS) },
    ],
  };
}
