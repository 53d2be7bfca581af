import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseLabelTrack } from '../../audio/io/label-track.ts';
import type { Segment } from '../../audio/kernels/labels.ts';
import { AugmentError, show } from '../../transforms/index.ts';
import { readBeginning, reason } from './file-bytes.ts';
import { checkedFolder, type FolderIndex, type FolderKind, scanFolder, viewFolder } from './folder.ts';
import { nameAt } from './names.ts';
import type { Source, SourceKind } from './source.ts';

export interface AudioFolderSpec {
  /** The folder: one subfolder a class, or sounds directly in it. */
  readonly path: string;
  /** Labels in time lie beside each sound, as Audacity writes them: `word.wav` has `word.txt`. */
  readonly segments?: 'audacity';
}

/** What is taken for a sound. */
export const soundFiles: FolderKind = {
  ending: /\.(wav|wave|rf64|aiff?|aifc|mp3|flac|ogg|oga|opus|m4a|aac|mp4|mov|mkv|webm|wma|amr|caf|ac3|au)$/i,
  what: 'sounds',
  endings: 'wav, aiff, mp3, flac, ogg, opus, m4a, and video files with sound',
  code: 'no-sounds',
};

/** The source of a folder of sounds: class by subfolder (sorted by name, at any depth below), or flat. */
export function audioFolder(
  path: string,
  { segments }: Omit<AudioFolderSpec, 'path'> = {},
): { readonly audioFolder: AudioFolderSpec } {
  return { audioFolder: { path, ...(segments === undefined ? {} : { segments }) } };
}

interface SoundFolder extends FolderIndex {
  readonly hasSegments: boolean;
}

export const audioFolderKind: SourceKind<AudioFolderSpec, SoundFolder> = {
  schema: {
    description: 'A folder of sounds: one subfolder a class, or sounds directly in it.',
    anyOf: [
      { type: 'string', minLength: 1 },
      {
        type: 'object',
        properties: {
          path: { type: 'string', minLength: 1 },
          segments: { enum: ['audacity'], description: 'Labels in time lie beside each sound, in a .txt of its name.' },
        },
        required: ['path'],
        additionalProperties: false,
      },
    ],
  },
  modality: () => 'audio',
  parse: (json, where) => {
    const spec: AudioFolderSpec = checkedFolder(json, where, ['segments']);
    if (spec.segments !== undefined && spec.segments !== 'audacity') {
      throw new AugmentError('bad-config', `${where}.segments: expected "audacity", got ${show(spec.segments)}`);
    }
    return spec;
  },
  scan: ({ path, segments }, { base }) => ({
    ...scanFolder(path, resolve(base, path), soundFiles),
    hasSegments: segments !== undefined,
  }),
  view: (index) => {
    const folder = viewFolder(index);
    const source: Source = {
      ...folder,
      read: (id, into) => {
        const name = folder.nameOf(id);
        const { bytes, path } = readBeginning(join(index.root, nameAt(index.names, id)), name, id, into);
        return path === undefined ? { bytes, name } : { bytes, name, path };
      },
    };
    return index.hasSegments ? { ...source, readSegments: (id) => readSegments(index, id, folder.nameOf(id)) } : source;
  },
};

/** The label track beside a sound; one that has none has no labels. */
function readSegments({ root, names }: FolderIndex, id: number, name: string): readonly Segment[] {
  const beside = (path: string) => path.replace(/\.[^.]*$/, '.txt');
  let text: string;
  try {
    text = readFileSync(join(root, beside(nameAt(names, id))), 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new AugmentError(
      'unreadable',
      `${beside(name)}: expected a label track that can be read, got ${reason(cause)}`,
      { file: beside(name), sampleId: id, cause },
    );
  }
  return parseLabelTrack(text, beside(name));
}
