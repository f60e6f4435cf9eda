import { data } from './data/tab';
import { models } from './models/tab';
import { network } from './network/tab';
import { runs } from './runs/tab';
import type { Tab } from './tab';

/** The tabs of the sidebar, from left to right. */
export const tabs: readonly Tab[] = [runs, models, network, data];
