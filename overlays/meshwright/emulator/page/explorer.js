// Shows the contracts of this emulator in Swagger UI; with a key given by the server, its requests are sent here.
const place = document.getElementById("explorer");
const key = place.dataset.try;
const ui = SwaggerUIBundle({
  domNode: place,
  urls: [
    { url: "/openapi.json", name: "Meshy" },
    { url: "/openapi.json?service=flighthub", name: "FlightHub" },
  ],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  docExpansion: "list",
  validatorUrl: null,
  tryItOutEnabled: key !== "",
  supportedSubmitMethods: key === "" ? [] : ["get", "post", "put", "patch", "delete"],
  onComplete: () => {
    if (key === "") return;
    ui.preauthorizeApiKey("bearerAuth", key);
    ui.preauthorizeApiKey("userToken", key);
  },
});
