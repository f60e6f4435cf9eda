import { choice, configNode, defineSettings, EXPORT_FORMATS, text, when } from '../../src';
import migrations from './migrations';

export const ACTIONS = ['auto', 'load', 'save', 'list', 'promote', 'delete', 'export', 'import'] as const;

export default defineSettings({
  group: 'use',
  inputs: 1,
  outputs: 1,
  properties: {
    name: text('reference'),
    action: choice(ACTIONS, 'auto'),
    alias: when({ action: ACTIONS.filter(action => action !== 'list') }, text('name')),
    file: when({ action: ['export', 'import'] }, text()),
    format: when({ action: ['export'] }, choice(EXPORT_FORMATS, 'bundle')),
    store: configNode('nn-store'),
  },
  sidebar: ['models'],
  label: ['action'],
  migrations,
});
