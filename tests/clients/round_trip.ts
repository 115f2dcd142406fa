/**
 * A shop's server and a storefront, written with the TypeScript client that was generated from OpenAPI.
 *
 * Run beside the generated folder `client`: `deno run round_trip.ts URL PUBLISHABLE_KEY SECRET_KEY`.
 */

import {
  CatalogApi,
  Configuration,
  EventsApi,
  EventType,
  OrdersApi,
  OrderStatus,
  Placement,
  type Problem,
  RecommendationsApi,
  ResponseError,
  SearchApi,
  ShoppersApi,
  VisitorsApi,
} from "./client/index.ts";

const AT = new Date("2026-03-01T12:00:00Z");

function same(got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`${JSON.stringify(got)} is not ${JSON.stringify(wanted)}`);
  }
}

/** A browser that looks at a jacket is recommended what goes with it, and finds a mug. */
async function storefront(configuration: Configuration): Promise<void> {
  const { token } = await new VisitorsApi(configuration).visitorsCreate();
  const view = {
    id: crypto.randomUUID(),
    type: EventType.View,
    occurredAt: AT,
    sessionId: "s-1",
    productId: "rain-jacket",
  };
  const recorded = await new EventsApi(configuration).eventsRecord({
    eventsBody: { events: [view] },
    rapportVisitor: token,
  });
  same([recorded.accepted, recorded.duplicates], [1, 0]);
  const { products } = await new RecommendationsApi(configuration).recommendationsRecommend({
    placement: Placement.Product,
    productId: "rain-jacket",
    limit: 3,
    rapportVisitor: token,
  });
  same(products.map(({ reason }) => reason.text.length > 0), [true, true, true]);
  const hits = await new SearchApi(configuration).search({ q: "stoneware mug", maxPrice: "20" });
  same([hits.products[0].product.productId, hits.products[0].product.price], ["mug", "9.50"]);
}

/** The shop says what it sells, whom it knows and what was ordered, and reads it again. */
async function server(configuration: Configuration): Promise<void> {
  const catalog = new CatalogApi(configuration);
  const kettle = { productId: "kettle", title: "Copper kettle", price: "24.50", currency: "GBP", stock: 3 };
  same((await catalog.catalogPutMany({ productsBody: { products: [kettle] } })).changed, 1);
  const { title, price, stock } = await catalog.catalogRead({ productId: "kettle" });
  same([title, price, stock], ["Copper kettle", "24.50", 3]);

  const shoppers = new ShoppersApi(configuration);
  const shopperInput = { email: "ayla@example.com", consent: { recoveryEmail: true }, country: "GB" };
  await shoppers.shoppersPut({ externalId: "c-1042", shopperInput });
  const known = await shoppers.shoppersRead({ externalId: "c-1042" });
  same([known.email, known.country, known.consent.recoveryEmail], ["ayla@example.com", "GB", true]);

  const orders = new OrdersApi(configuration);
  const lines = [{ productId: "kettle", quantity: 2, price: "24.50" }];
  const orderNewsBody = { shopperId: "c-1042", status: OrderStatus.Shipped, placedAt: AT, lines };
  await orders.ordersReport({ orderId: "HF-1", orderNewsBody });
  same((await orders.ordersRead({ orderId: "HF-1" })).status, OrderStatus.Shipped);
}

/** An error is a problem document that the client reads. */
async function errors(configuration: Configuration): Promise<void> {
  const error = await new CatalogApi(configuration).catalogRead({ productId: "nothing" }).catch((error) => error);
  if (!(error instanceof ResponseError)) throw new Error("There is no such product.");
  const problem: Problem = await error.response.json();
  same([problem.status, problem.errors[0].field], [404, "product_id"]);
}

const [url, publishable, secret] = Deno.args;
const inBrowser = new Configuration({ basePath: url, accessToken: publishable });
await storefront(inBrowser);
await errors(inBrowser);
await server(new Configuration({ basePath: url, accessToken: secret }));
