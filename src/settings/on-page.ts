import { choice, integer } from '../catalogue/arguments';

/** What every widget of a Dashboard page has: the language of its texts, and its columns and rows in the group's grid (0: as it suits). */
export const onPage = {
  language: choice(['auto', 'en-US', 'zh-CN'], 'auto'),
  width: integer({ min: 0, max: 100, default: 0 }),
  height: integer({ min: 0, max: 100, default: 0 }),
};
