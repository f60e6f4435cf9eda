import { part, type VNode } from './vue';

/** White text can be read on each, which is not so on Dashboard's own lime and orange. */
const COLORS = { quiet: 'grey', going: 'primary', good: '#1f7d4c', doubtful: '#a35f00', bad: '#b3303f' } as const;
export type Tone = keyof typeof COLORS;

/** A word on a colored ground. `icon`: of Material Design, `mdi-check` */
export const chip = (label: string, tone: Tone, icon?: string): VNode =>
  part('VChip', { color: COLORS[tone], size: 'small', variant: 'flat', ...(icon && { prependIcon: icon }) }, label);
