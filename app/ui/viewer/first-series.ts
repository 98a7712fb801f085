/** Nothing of these is seen as an image. */
const WITHOUT_PIXELS = new Set(['SR', 'KO', 'PR', 'DOC', 'RTSTRUCT', 'RTPLAN', 'REG', 'ECG', 'AU', 'HD', 'PLAN', 'RWV', 'STAIN', 'ANN']);
/** Made of other images, and nothing without them: masks, dose. */
const OF_OTHER_IMAGES = new Set(['SEG', 'RTDOSE', 'FID', 'SMR', 'TEXTUREMAP']);

/** The series that is opened first: the first of images, else of what was made of images, else the first. */
export function firstSeries<Series extends { readonly modality: string }>(series: readonly Series[]): Series | undefined {
  const images = series.filter(({ modality }) => !WITHOUT_PIXELS.has(modality));
  return images.find(({ modality }) => !OF_OTHER_IMAGES.has(modality)) ?? images[0] ?? series[0];
}
