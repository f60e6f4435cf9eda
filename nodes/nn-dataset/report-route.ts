import type { NodeAPI } from 'node-red';
import { type CanvasNode, canvasOf, type DataReportData, TensorwireError } from '../../src';
import { presentDataReport } from '../shared/data-report';
import type { Say } from '../shared/language';
import { addRoute, z } from '../shared/routes';

const query = z.object({ node: z.string().min(1).max(200), as: z.enum(['report', 'page']).optional() });

/**
 * GET /tensorwire/data-report?node=<id of a deployed nn-dataset>&as=report → { report }, or with as=page { page }: what the
 * node read last, or what it would read. A report shows values: it takes tensorwire.write, except for a packaged example.
 */
export const dataReportRoute = (RED: NodeAPI): void =>
  addRoute(RED, {
    path: '/tensorwire/data-report',
    query,
    permission: ({ node }) => (reporterOf(RED, node)?.packaged ? 'tensorwire.read' : 'tensorwire.write'),
    async answer({ node, as }, say, language) {
      const reporter = reporterOf(RED, node);
      if (!reporter)
        throw new TensorwireError('data', 'the dataset node is not deployed yet: deploy the flow to see its data');
      const report = await reporter.make();
      if (as === 'page') return { page: await presentDataReport(report, 'page', language) };
      return { report: sayReport(report.data, say) };
    },
  });

/** The node, or its counterpart in an instance of its subflow. */
function reporterOf(RED: NodeAPI, node: string): CanvasNode['dataReport'] {
  const { members } = canvasOf(RED);
  const own = members.get(node);
  if (own) return own.dataReport;
  return [...members].find(([id, { dataReport }]) => dataReport && id.endsWith(`-${node}`))?.[1].dataReport;
}

/** Its sentences in the reader's language; names and values stay what they are. */
export const sayReport = (report: DataReportData, say: Say): DataReportData => ({
  ...report,
  columns: report.columns.map(column => ({ ...column, notes: column.notes.map(say) })),
  findings: {
    leftOut: report.findings.leftOut.map(say),
    warnings: report.findings.warnings.map(say),
    notes: report.findings.notes.map(say),
  },
});
