import { Renderer } from './renderer.ts';
import type { RendererOptions, SampleRenderer } from './sample-renderer.ts';
import { SoundRenderer } from './sound-renderer.ts';
import { scanSource, viewSource } from './sources/kinds.ts';
import type { Source } from './sources/source.ts';
import type { DatasetSpec, RenderSpec } from './spec.ts';

/** Who makes a dataset's samples. */
export function makeRenderer(spec: RenderSpec, source: Source, options: RendererOptions = {}): SampleRenderer {
  return spec.modality === 'audio' ? new SoundRenderer(spec, source, options) : new Renderer(spec, source, options);
}

/** Lists a dataset's source, and opens it. Throws AugmentError where there is nothing to read. */
export async function openRenderer(spec: DatasetSpec, options: RendererOptions = {}): Promise<SampleRenderer> {
  return makeRenderer(spec, viewSource(await scanSource(spec.source, spec.base)), options);
}
