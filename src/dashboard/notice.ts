import { part, type VNode } from './vue';

/** Dashboard's own colors of success and information, lime and pink, look like something else on its pages. */
const COLORS = { info: 'primary', success: '#2f9e63', warning: '#d98e04', error: '#d1495b' } as const;

/** A sentence that stands out. What a node says about itself begins with a small letter; here it stands alone. */
export const notice = (type: keyof typeof COLORS, sentence: string): VNode =>
  part(
    'VAlert',
    { type, color: COLORS[type], variant: 'tonal', density: 'compact' },
    sentence.charAt(0).toUpperCase() + sentence.slice(1),
  );
