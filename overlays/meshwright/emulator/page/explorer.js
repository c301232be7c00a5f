// Shows the contracts of this emulator in Swagger UI; with a key given by the server, its requests are sent here.
const place = document.getElementById("explorer");
const key = place.dataset.try;
const services = place.dataset.services.split(" ");
const schemes = place.dataset.schemes.split(" ");
const ui = SwaggerUIBundle({
  domNode: place,
  urls: services.map((name) => ({ url: `/openapi.json?service=${name}`, name })),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  docExpansion: "list",
  validatorUrl: null,
  tryItOutEnabled: key !== "",
  supportedSubmitMethods: key === "" ? [] : ["get", "post", "put", "patch", "delete"],
  onComplete: () => {
    if (key === "") return;
    for (const scheme of schemes) ui.preauthorizeApiKey(scheme, key);
  },
});
