import {
  AugmentError,
  descend,
  isGroup,
  type Key,
  type Node,
  type PartnerPlanner,
  type SamplePlan,
} from '../transforms/index.ts';
import { type ImageFacts, imageRules } from '../vision/image.ts';
import type { ImageOp } from '../vision/index.ts';
import type { EncodedPicture, Header, Partner } from '../vision/io/engine.ts';
import type { PartnerTargets } from '../vision/merging.ts';
import { fitting, isMixing, type MixingOp, partnerOf, type Share, sharesAfter } from '../vision/mixing.ts';
import { isMirrored } from '../vision/target-moves.ts';
import type { Targets } from '../vision/targets.ts';
import type { Source } from './sources/source.ts';
import type { TargetsSpec } from './targets/spec.ts';

type Plan = SamplePlan<ImageFacts, ImageOp>;

/** A sample that is to be mixed in, before its plan is drawn. */
export interface LoadedPartner {
  readonly picture: EncodedPicture;
  readonly header: Header;
  readonly facts: ImageFacts;
  /** Class numbers of its mask, where it is needed. */
  readonly classes: Uint8Array | undefined;
}

/** A sample that may take others in. */
export interface Host {
  readonly id: number;
  readonly key: Key;
  readonly facts: ImageFacts;
  /** Samples of the dataset. */
  readonly length: number;
  nameOf(id: number): string;
  /** Its plan, as far as it is known what is mixed in. */
  draw(facts: ImageFacts): Plan;
  readonly before: PartnerPlanner<ImageFacts, ImageOp>;
  /** In canonical order, fused or not. */
  order(ops: readonly ImageOp[]): readonly ImageOp[];
  /** Reads a sample's bytes and header. They must hold until the host is rendered; `place` tells its partners apart. */
  load(id: number, place: number, into: ImageOp): LoadedPartner | Promise<LoadedPartner>;
}

/** A sample's plan, and all that it takes in. */
export interface Mixture {
  readonly plan: Plan;
  readonly partners: readonly (Partner & { readonly id: number; readonly path: string })[];
  /** Whose label it has how much of; undefined where nothing was mixed in. */
  readonly shares: readonly Share[] | undefined;
}

/** Where in a plan a sample is taken in: the `index`-th by its step. */
interface Opening {
  readonly path: string;
  readonly transform: string;
  readonly op: MixingOp;
  readonly index: number;
  readonly inStep: number;
}

interface Found extends PartnerTargets {
  readonly path: string;
  readonly loaded: LoadedPartner;
  readonly ops: readonly ImageOp[];
  readonly refuse: (cause: unknown) => never;
}

/**
 * Finds the samples that a plan takes in, and draws their plans. Where boxes or keypoints go with pictures, the host's plan is drawn
 * anew with theirs known: draws are keyed, so that what came before stays the same. What a partner would take in itself is left out.
 */
export function gatherPartners(first: Plan, host: Host): Mixture | Promise<Mixture> {
  const found: Found[] = [];
  const goOn = (from: Plan): Mixture | Promise<Mixture> => {
    for (let plan = from; ; ) {
      const opening = openingsOf(plan)[found.length];
      if (opening === undefined) return mixtureOf(plan, host, found);
      const id = partnerOf(opening.op.partners[opening.index]!, host.id, host.length);
      const note = (loaded: LoadedPartner): Plan => {
        found.push(prepared(opening, id, loaded, host, plan));
        if (host.facts.targets === undefined) return plan;
        return host.draw({ ...host.facts, partners: found });
      };
      const loading = load(opening, id, found.length, host);
      if (loading instanceof Promise) return loading.then((loaded) => goOn(note(loaded)));
      plan = note(loading);
    }
  };
  return goOn(first);
}

function load(opening: Opening, id: number, place: number, host: Host): LoadedPartner | Promise<LoadedPartner> {
  try {
    const loading = host.load(id, place, opening.op);
    return loading instanceof Promise ? loading.catch((cause: unknown) => refuse(cause, opening, id, host)) : loading;
  } catch (cause) {
    return refuse(cause, opening, id, host);
  }
}

/** The error names the partner's file, not the sample's: that is the one to look at. */
function refuse(cause: unknown, { transform }: Opening, id: number, host: Host): never {
  if (!(cause instanceof AugmentError)) throw cause;
  const { code, message, file = host.nameOf(id), parameter } = cause;
  const text = cause.file === undefined ? `${file}: ${message}` : message;
  const whole = `${text}; it is sample ${id}, which ${transform} takes in`;
  throw new AugmentError(code, whole, { file, transform, parameter, cause });
}

function openingsOf({ steps }: Plan): readonly Opening[] {
  return steps.flatMap(({ path, transform, ops }) => {
    let inStep = 0;
    return ops.flatMap((op) =>
      isMixing(op) ? op.partners.map((_, index) => ({ path, transform, op, index, inStep: inStep++ })) : [],
    );
  });
}

/** No node's name holds a slash, so that none of its draws has a partner's key. */
function prepared(opening: Opening, id: number, loaded: LoadedPartner, host: Host, plan: Plan): Found {
  const { path, op, index, inStep } = opening;
  const [own, others] = [host.facts.channels ?? 3, loaded.facts.channels ?? 3];
  if (own !== others) {
    const message = `expected ${own} channels, as the picture has that it is mixed into, got ${others}; say decode({ channels: "rgb" })`;
    refuse(new AugmentError('bad-channels', message), opening, id, host);
  }
  const key = descend(host.key, '/partner', path, inStep);
  const { steps, facts } = host.before(path, key, host.key, loaded.facts);
  const fit = fitting(facts, op.fits[index]!);
  const drawn = steps.flatMap(({ ops }) => ops);
  const ops = host.order(fit === undefined ? drawn : [...drawn, fit]);
  const after = fit === undefined ? facts : imageRules.after(fit, facts);
  const targets = turned(after.targets, isMirrored(drawn) !== isMirrored(opsBefore(plan, op)));
  return { id, path, loaded, ops, targets, refuse: (cause) => refuse(cause, opening, id, host) };
}

/** Keypoints of a pair, such as left and right, change their names where a picture is mirrored: of the partner, as often as itself was. */
function turned(targets: Targets | undefined, isMirroredOtherwise: boolean): Targets | undefined {
  if (targets === undefined || !isMirroredOtherwise) return targets;
  return { ...targets, keypoints: targets.keypoints.map((point) => ({ ...point, isMirrored: true })) };
}

function opsBefore({ steps }: Plan, op: ImageOp): readonly ImageOp[] {
  const all = steps.flatMap(({ ops }) => ops);
  return all.slice(0, all.indexOf(op));
}

function mixtureOf(plan: Plan, host: Host, found: readonly Found[]): Mixture {
  const openings = openingsOf(plan);
  let shares: readonly Share[] = [[host.id, 1]];
  for (const [at, { op, index }] of openings.entries()) {
    if (index > 0) continue;
    const ids = found.slice(at, at + op.partners.length).map(({ id }) => id);
    shares = sharesAfter(shares, op.shares, ids);
  }
  const partners = found.map(({ id, path, loaded: { picture, header, classes }, ops, targets, refuse: told }, at) => {
    return { id, path, picture, header, ops, into: openings[at]!.op, targets, classes, refuse: told };
  });
  return { plan, partners, shares: openings.length === 0 ? undefined : shares };
}

/** Throws AugmentError where a transform goes by masks or boxes, and nothing tells where they are. */
export function assertObjects(nodes: readonly Node[], targets: TargetsSpec | undefined, source: Source): void {
  const has = (nodes: readonly Node[], name: string): boolean =>
    nodes.some((node) => (isGroup(node) ? has(node.children, name) : node.definition.name === name));
  if (source.readMask === undefined && targets?.boxes === undefined && has(nodes, 'copyPaste')) {
    throw new AugmentError(
      'no-targets',
      'copyPaste: expected a source with masks, or boxes that the dataset asks for (targets), got neither; objects are known by them',
      { transform: 'copyPaste' },
    );
  }
  if (targets?.mask === undefined && has(nodes, 'maskDropout')) {
    throw new AugmentError(
      'no-targets',
      'maskDropout: expected a dataset that asks for masks, got none; write .targets({ mask: true }), or use coarseDropout',
      { transform: 'maskDropout' },
    );
  }
}
