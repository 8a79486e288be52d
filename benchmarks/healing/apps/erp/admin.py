"""The admin's screens: fieldsets, inlines, radio buttons, filters, searches."""

from django.contrib import admin

from . import models
from .models import say


class LineInline(admin.TabularInline):
    model = models.Line
    extra = 2


class CustomerAdmin(admin.ModelAdmin):
    list_display = ("name", "account", "email", "city", "active")
    list_editable = ("city",)
    list_filter = ("active", "country")
    search_fields = ("name", "account")
    filter_horizontal = ("tags",)
    fieldsets = (
        (None, {"fields": ("account", "salutation", ("first_name", "name"), "birthday")}),
        (
            say("Address"),
            {
                "fields": (
                    "street",
                    ("postcode", "city"),
                    "country",
                    "email",
                    "phone",
                    "mobile",
                    "homepage",
                )
            },
        ),
        (say("Shipping"), {"fields": ("ship_street", "ship_postcode", "ship_city")}),
        (
            say("Terms"),
            {
                "fields": (
                    "credit_limit",
                    "vat",
                    "group",
                    "tags",
                    "active",
                    "newsletter",
                    "blocked",
                    "notes",
                )
            },
        ),
    )


class InvoiceAdmin(admin.ModelAdmin):
    inlines = [LineInline]
    list_display = ("number", "customer", "issued", "total_gross", "state")
    list_filter = ("state",)
    date_hierarchy = "issued"
    radio_fields = {"state": admin.HORIZONTAL}
    fieldsets = (
        (None, {"fields": ("number", "customer", "state", "reminder", "remark")}),
        (say("Dates"), {"fields": ("issued", "due", "period_from", "period_to")}),
        (say("Amounts"), {"fields": ("total_net", "total_gross")}),
    )


class TicketAdmin(admin.ModelAdmin):
    list_display = ("subject", "customer", "priority", "opened")
    list_filter = ("priority", "escalated")
    search_fields = ("subject",)
    radio_fields = {"priority": admin.VERTICAL}
    raw_id_fields = ("customer",)


class ProductAdmin(admin.ModelAdmin):
    list_display = ("sku", "name", "price_net", "price_gross", "stock")
    search_fields = ("sku", "name")
    save_as = True


class SupplierAdmin(admin.ModelAdmin):
    list_display = ("number", "name", "contact")


admin.site.register(models.Customer, CustomerAdmin)
admin.site.register(models.Supplier, SupplierAdmin)
admin.site.register(models.Product, ProductAdmin)
admin.site.register(models.Invoice, InvoiceAdmin)
admin.site.register(models.Ticket, TicketAdmin)
admin.site.register(models.Group)
admin.site.register(models.Tag)
