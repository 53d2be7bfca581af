import { choice, color } from '../../transforms/parameters.ts';

/** What all transforms that bend a picture let one choose. */
export const borderParameters = {
  border: choice({
    options: ['constant', 'edge', 'reflect', 'wrap'],
    default: 'constant',
    help: 'What shows where the picture was bent away.',
  }),
  fill: color({ default: [0, 0, 0], help: 'The colour of a constant border.' }),
  interpolation: choice({
    options: ['bilinear', 'nearest', 'bicubic'],
    default: 'bilinear',
    help: 'How values between pixels are found.',
  }),
} as const;
