/** What is told about models of the manifest: before one is fetched, and in the list. */
import { megabytes } from '../models/disk.js';
import { downloadBytes, type Model } from '../models/manifest.js';
import { sourceUrls } from '../models/mirror.js';

export interface Origin {
  readonly mirror?: string | undefined;
  readonly from: readonly string[];
}

/** Everything a person has to know to say yes. */
export function factsOf(model: Model, { mirror, from }: Origin): string {
  const places = model.files.map((file) => new URL(sourceUrls(file, model.name, mirror)[0]!).host);
  const lines: [string, string | undefined][] = [
    ['for', [model.kind, model.languages.join(', ')].filter((part) => part !== undefined && part !== '').join('; ')],
    ['files', model.files.map(({ name, bytes }) => `${name} ${megabytes(bytes)} MB`).join(', ')],
    ['from', from.length > 0 ? from.join(', ') : [...new Set(places)].join(', ')],
    ['licence', [model.licence, model.licence_url].filter((part) => part !== undefined).join(', ')],
    ['by', model.attribution],
    ['note', model.note],
  ];
  const told = lines.flatMap(([label, text]) => (text ? [`  ${label.padEnd(9)}${text}`] : []));
  return [`${model.name}: ${megabytes(downloadBytes(model))} MB`, ...told].join('\n');
}

/** A table, a line a model. */
export function listOf(models: readonly Model[], isPresent: (model: Model) => boolean): string {
  const rows = models.map((model) => [
    model.name,
    model.kind ?? '-',
    shortened(model.languages),
    `${megabytes(downloadBytes(model))} MB`,
    isPresent(model) ? 'present' : '-',
    model.licence,
  ]);
  const titles = ['name', 'kind', 'languages', 'size', 'here', 'licence'];
  const widths = titles.map((title, column) => Math.max(...[titles, ...rows].map((row) => row[column]!.length, title)));
  return [titles, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const mostLanguages = 6;

function shortened(languages: readonly string[]): string {
  if (languages.length === 0) return '-';
  if (languages.length <= mostLanguages) return languages.join(' ');
  return `${languages.slice(0, mostLanguages - 1).join(' ')} and ${languages.length - mostLanguages + 1} more`;
}
