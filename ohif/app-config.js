/* What OHIF's own document has as scripts in it. */
window.PUBLIC_URL = '/ohif/';
window.browserImportFunction = (path) => import(path);

/** How OHIF is set up: its data is ours, by the session of who is signed in; nothing is asked of another host. */
window.config = {
  routerBasename: '/ohif',
  extensions: [],
  modes: [],
  customizationService: { 'ohif.tours': { $set: [] } }, // it would cover the image
  investigationalUseDialog: { option: 'configure', days: 30 },
  showStudyList: true,
  showWarningMessageForCrossOrigin: false,
  showCPUFallbackMessage: true,
  showLoadingIndicator: true,
  strictZSpacingForVolumeViewport: true,
  maxNumberOfWebWorkers: 3,
  showPatientInfo: 'visibleReadOnly',
  defaultDataSourceName: 'dicomweb',
  dataSources: [
    {
      namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
      sourceName: 'dicomweb',
      configuration: {
        friendlyName: 'Filmroom',
        name: 'filmroom',
        wadoUriRoot: '/dicom-web/wado',
        qidoRoot: '/dicom-web',
        wadoRoot: '/dicom-web',
        qidoSupportsIncludeField: true,
        imageRendering: 'wadors',
        thumbnailRendering: 'wadors',
        enableStudyLazyLoad: true,
        supportsFuzzyMatching: true,
        supportsWildcard: true,
        supportsReject: false,
        dicomUploadEnabled: false,
        omitQuotationMarkForMultipartRequest: false,
        bulkDataURI: { enabled: true },
      },
    },
  ],
  httpErrorHandler: ({ status }) => {
    if (status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname)}`);
  },
  whiteLabeling: {
    createLogoComponentFn: (React) =>
      React.createElement('a', { href: '/studies', style: { color: '#fff', fontWeight: 600, paddingInline: '0.5rem' } }, '← Filmroom'),
  },
};
